const { app } = require('@azure/functions');

app.http('open', { handler: async () => ({}) });
throw new Error('bad configuration');
