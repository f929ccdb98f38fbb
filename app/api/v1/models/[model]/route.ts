import { nextRoutes } from "#server/http/next-routes.ts";
import { changeModel, getModel, removeModel } from "#server/models/model-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(changeModel, getModel, removeModel);
