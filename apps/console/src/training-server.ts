/** Where the training server listens; read per request, since the launcher chooses the port at start. */
export const trainingServerUrl = (): string => process.env.TRAINING_SERVER_URL ?? `http://127.0.0.1:${process.env.TRAINING_SERVER_PORT ?? '4100'}`;
