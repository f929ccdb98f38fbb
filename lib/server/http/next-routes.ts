import { Problem } from "./problem.ts";
import { problemResponse, type Route, requestIdOf } from "./route.ts";

/** A method of a Next route file. The parameters are read from the address, so that Next's own are not needed. */
export interface NextHandler {
  (request: Request): Promise<Response>;
  /** What the file serves, for the test that holds files and documentation against each other. */
  routes: readonly Route[];
}

type NextMethods = Record<"GET" | "HEAD" | "OPTIONS" | "POST" | "PUT" | "PATCH" | "DELETE", NextHandler>;

/** The exports of a Next route file: the given routes, HEAD wherever there is GET, OPTIONS, and 405 with Allow for the rest. */
export function nextRoutes(...routes: Route[]): NextMethods {
  const byMethod = new Map(routes.map((route) => [route.method as string, route]));
  const allow = [...(byMethod.has("GET") ? ["HEAD"] : []), ...byMethod.keys(), "OPTIONS"].join(", ");

  const refuse = async (request: Request): Promise<Response> => {
    const detail = `${request.method} is not possible here; what is: ${allow}.`;
    return problemResponse(
      new Problem({ status: 405, code: "method_not_allowed", detail, headers: { Allow: allow } }),
      requestIdOf(request),
    );
  };
  const head = async (request: Request): Promise<Response> => {
    const get = byMethod.get("GET");
    if (!get) return refuse(request);
    const response = await get.handle(request);
    await response.body?.cancel();
    return new Response(null, { status: response.status, headers: response.headers });
  };
  const options = async (): Promise<Response> => new Response(null, { status: 204, headers: { Allow: allow } });
  const method = (name: string) => (request: Request) => byMethod.get(name)?.handle(request) ?? refuse(request);

  const known = (handler: (request: Request) => Promise<Response>): NextHandler => Object.assign(handler, { routes });
  return {
    GET: known(method("GET")),
    HEAD: known(head),
    OPTIONS: known(options),
    POST: known(method("POST")),
    PUT: known(method("PUT")),
    PATCH: known(method("PATCH")),
    DELETE: known(method("DELETE")),
  };
}

/** The exports of the route file that catches what no other one serves: programs get a problem, not a page. */
export function nothingHere(): NextMethods {
  const answer = async (request: Request): Promise<Response> => {
    const detail = `There is nothing at ${new URL(request.url).pathname}. /api/openapi.json lists what there is.`;
    return problemResponse(new Problem({ status: 404, code: "not_found", detail }), requestIdOf(request));
  };
  const handler: NextHandler = Object.assign(answer, { routes: [] });
  return { GET: handler, HEAD: handler, OPTIONS: handler, POST: handler, PUT: handler, PATCH: handler, DELETE: handler };
}
