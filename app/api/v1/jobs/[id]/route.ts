import { nextRoutes } from "#server/http/next-routes.ts";
import { getJob, patchJob } from "#server/manage/job-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(getJob, patchJob);
