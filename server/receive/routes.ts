import { randomUUID } from 'node:crypto';
import type { ColourScheme } from '../../protocol/messages/language.ts';
import { decodeOtlpJson } from '../decode/otlpJson.ts';
import { decodeOtlpProtobuf } from '../decode/otlpProtobuf.ts';
import type { Engine } from '../engine.ts';
import { createMlflowTracking } from '../store/mlflow/tracking.ts';
import { type AdviceBook, adviceRoutes } from './adviceRoutes.ts';
import { type ApiDeps, apiRoutes } from './apiRoutes.ts';
import { defaultEventOptions, eventRoutes } from './eventRoutes.ts';
import type { Route } from './http.ts';
import type { LiveProcesses } from './liveProcesses.ts';
import { liveRoutes } from './liveRoutes.ts';
import { mlflowRoutes } from './mlflow/mlflowRoutes.ts';
import { rendererRoutes } from './mlflow/rendererRoutes.ts';
import { SpanArrivals } from './mlflow/spanArrivals.ts';
import { otlpRoutes } from './otlpRoutes.ts';
import { viewerRoutes } from './viewerRoutes.ts';

export interface RouteDeps extends Pick<ApiDeps, 'version' | 'url'> {
  readonly engine: Engine;
  readonly processes: LiveProcesses;
  readonly advice: AdviceBook;
  /** Folder of the built viewer (`dist/webview`). */
  readonly assetsDir: string;
  /** Undefined where no editor has told it. */
  readonly editorScheme: () => ColourScheme | undefined;
}

/** Everything the receiver answers. */
export function receiverRoutes({
  engine,
  processes,
  advice,
  assetsDir,
  editorScheme,
  version,
  url,
}: RouteDeps): readonly Route[] {
  const arrivals = new SpanArrivals();
  return [
    ...otlpRoutes({
      ingest(batch, bytes) {
        engine.accept(batch, { bytes });
        arrivals.arrived(batch.spans);
      },
      decodeProtobuf: decodeOtlpProtobuf,
      decodeJson: decodeOtlpJson,
    }),
    ...liveRoutes({ engine, processes, advice }),
    ...apiRoutes({ engine, version, url }),
    ...adviceRoutes(advice),
    ...eventRoutes(engine, defaultEventOptions),
    ...mlflowRoutes({
      engine,
      tracking: createMlflowTracking(engine.database),
      arrivals,
      newId: () => randomUUID().replaceAll('-', ''),
      now: Date.now,
    }),
    ...rendererRoutes(assetsDir, editorScheme),
    ...viewerRoutes(assetsDir),
  ];
}
