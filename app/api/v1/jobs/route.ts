import { nextRoutes } from "#server/http/next-routes.ts";
import { createJob, listAllJobs } from "#server/manage/job-routes.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = nextRoutes(createJob, listAllJobs);
