/** The first port that is tried where nobody asks for another; package.json's setting has the same default. */
export const defaultPort = 5005;

/** OTLP/HTTP's registered port: where exporters send that were never told. */
export const otlpPort = 4318;
