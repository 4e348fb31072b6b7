const { app } = require('@azure/functions');

app.http('same', { handler: async () => ({}) });
app.http('same', { handler: async () => ({}) });
