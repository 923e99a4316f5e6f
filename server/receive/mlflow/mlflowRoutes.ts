import type { Route } from '../http.ts';
import { artifactRoutes } from './artifactRoutes.ts';
import { assessmentRoutes } from './assessmentRoutes.ts';
import type { MlflowDeps } from './deps.ts';
import { experimentRoutes } from './experimentRoutes.ts';
import { runDataRoutes } from './runDataRoutes.ts';
import { runRoutes } from './runRoutes.ts';
import { serverRoutes } from './serverRoutes.ts';
import { tagRoutes } from './tagRoutes.ts';
import { traceRoutesV2 } from './traceRoutesV2.ts';
import { traceRoutesV3 } from './traceRoutesV3.ts';

/**
 * The MLflow tracking server as far as the tracing SDKs 2.14 to 3.17 call it. Everything is answered at once and
 * nothing with 5xx: SDKs wait for most answers in the user's thread and repeat on 5xx for minutes. What is not
 * here is the router's 404 ENDPOINT_NOT_FOUND.
 */
export function mlflowRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    ...serverRoutes(),
    ...experimentRoutes(deps),
    ...runRoutes(deps),
    ...runDataRoutes(deps),
    ...traceRoutesV2(deps),
    ...tagRoutes(deps),
    ...traceRoutesV3(deps),
    ...assessmentRoutes(deps),
    ...artifactRoutes(deps),
  ];
}
