const { app } = require('@azure/functions');

app.storageQueue('old', { connection: 'Store', queueName: 'q', handler: async () => undefined });
