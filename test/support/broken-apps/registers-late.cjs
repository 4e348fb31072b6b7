const { app } = require('@azure/functions');

app.http('open', {
  handler: async () => {
    app.http('late', { handler: async () => ({}) });
  },
});
