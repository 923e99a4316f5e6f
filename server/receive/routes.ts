import { randomUUID } from 'node:crypto';
import { decodeOtlpJson } from '../decode/otlpJson.ts';
import { decodeOtlpProtobuf } from '../decode/otlpProtobuf.ts';
import type { Engine } from '../engine.ts';
import { createMlflowTracking } from '../store/mlflow/tracking.ts';
import { type ApiDeps, apiRoutes } from './apiRoutes.ts';
import { defaultEventOptions, eventRoutes } from './eventRoutes.ts';
import type { Route } from './http.ts';
import type { LiveProcesses } from './liveProcesses.ts';
import { liveRoutes } from './liveRoutes.ts';
import { mlflowRoutes } from './mlflow/mlflowRoutes.ts';
import { otlpRoutes } from './otlpRoutes.ts';
import { viewerRoutes } from './viewerRoutes.ts';

export interface RouteDeps extends Pick<ApiDeps, 'version' | 'url'> {
  readonly engine: Engine;
  readonly processes: LiveProcesses;
  /** Folder of the built viewer (`dist/webview`). */
  readonly assetsDir: string;
}

/** Everything the receiver answers. */
export function receiverRoutes({ engine, processes, assetsDir, version, url }: RouteDeps): readonly Route[] {
  return [
    ...otlpRoutes({
      ingest: (batch) => engine.ingest(batch),
      decodeProtobuf: decodeOtlpProtobuf,
      decodeJson: decodeOtlpJson,
    }),
    ...liveRoutes({ engine, processes }),
    ...apiRoutes({ engine, version, url }),
    ...eventRoutes(engine, defaultEventOptions),
    ...mlflowRoutes({
      engine,
      tracking: createMlflowTracking(engine.database),
      newId: () => randomUUID().replaceAll('-', ''),
      now: Date.now,
    }),
    ...viewerRoutes(assetsDir),
  ];
}
