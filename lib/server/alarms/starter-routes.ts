import { addStartersSchema, alarmsPageSchema, failuresSchema, starterQuerySchema, starterSetSchema } from "#core/contracts/alarms.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { authorOf } from "./author.ts";
import { findRule } from "./rules/read-rules.ts";
import { addStarters, failuresList, startersOf } from "./starters/starters.ts";

const tag = "Alarms";

export const getStarters = defineRoute({
  id: "getAlarmStarters",
  method: "GET",
  path: "/api/v1/alarms/starters",
  tag,
  summary: "Alarms to begin with",
  description:
    "For a model's task, each with the failure it is for, what it watches, and why it makes no sense for the model where it does not.",
  access: "read",
  query: starterQuerySchema,
  success: [{ status: 200, description: "The set.", schema: starterSetSchema }],
  handler: ({ pool, now, principal, query }) => startersOf({ pool, now, projectId: principal.projectId }, query.model),
});

export const postStarters = defineRoute({
  id: "addAlarmStarters",
  method: "POST",
  path: "/api/v1/alarms/starters",
  tag,
  summary: "Make alarms of starters",
  description: "Those that the model has already are left as they are.",
  access: "admin",
  body: addStartersSchema,
  success: [{ status: 201, description: "The alarms made.", schema: alarmsPageSchema }],
  async handler({ pool, now, principal, body }) {
    const request = { pool, now, projectId: principal.projectId };
    const ids = await addStarters(request, body.model, body.rules, authorOf(principal));
    const data = await Promise.all(ids.map(async (id) => (await findRule(request, id)).alarm));
    return new Reply({ data, next_cursor: null }, 201);
  },
});

export const getFailures = defineRoute({
  id: "listFailures",
  method: "GET",
  path: "/api/v1/alarms/failures",
  tag,
  summary: "What can go wrong",
  description: "Failures of deployed models, the alarms that would see each, the starters that would, and those that nobody can see here.",
  access: "read",
  success: [{ status: 200, description: "Failures, those of the project's tasks first.", schema: failuresSchema }],
  handler: ({ pool, now, principal }) => failuresList({ pool, now, projectId: principal.projectId }),
});
