import type { RecentCall } from '../../store/recentCalls.ts';

/** The call with its places by the files as they are called here. */
export function callHere(call: RecentCall, localFile: (recorded: string) => string): RecentCall {
  const { location, callSite } = call;
  const here = <T extends { readonly file: string }>(place: T): T => ({
    ...place,
    file: localFile(place.file),
  });
  return {
    ...call,
    ...(location && { location: here(location) }),
    ...(callSite && { callSite: here(callSite) }),
  };
}
