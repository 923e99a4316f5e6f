import type { AllowedDifference } from './compare/allowed.ts';

/** What an SDK may see otherwise with Sidetrace than with MLflow's own server; docs/mlflow-differences.md is this table. */
export const allowedDifferences: readonly AllowedDifference[] = [];
