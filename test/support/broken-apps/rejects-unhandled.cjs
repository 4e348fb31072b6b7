const { app } = require('@azure/functions');

app.http('open', {
  handler: async () => {
    Promise.reject(new Error('nobody waits for this'));
  },
});
