import createFindMyWay from 'find-my-way';
import { HttpError, type Route } from './http.ts';

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /** `target` is the path, still percent-encoded. Throws `HttpError` 404, or 405 with `allow`. */
  find(method: string, target: string): Match;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];

/** Throws when two routes claim the same method and path. HEAD is answered as GET without the body. */
export function createRouter(routes: readonly Route[]): Router {
  // Artifact paths and experiment names are parameters too: the default limit of 100 is too short.
  const table = createFindMyWay({ ignoreTrailingSlash: true, maxParamLength: 4096 });
  for (const route of routes) table.on(route.method, route.path, unused, route);
  const at = (method: Method, target: string): Match | undefined => {
    const found = table.find(method, target);
    if (!found?.store) return undefined;
    return { route: found.store as Route, params: found.params as Match['params'] };
  };
  return {
    find(method, target) {
      const wanted = methods.find((known) => known === (method === 'HEAD' ? 'GET' : method));
      const match = wanted && at(wanted, target);
      if (match) return match;
      const allowed = methods.filter((known) => at(known, target));
      if (allowed.length === 0)
        throw new HttpError(404, `There is no ${method} ${target.slice(0, 200)} here.`);
      const allow = allowed.join(', ');
      throw new HttpError(405, `${method} is not for this address; it takes ${allow}.`, { allow });
    },
  };
}

/** The library calls handlers itself when asked to; we only look up. */
function unused(): void {
  throw new Error('find-my-way is used for look-up only');
}
