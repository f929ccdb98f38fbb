import { z } from "zod";
import { referenceAnswerSchema, referencesPageSchema, setReferenceSchema } from "#core/contracts/models.ts";
import { UPLOAD_LIMITS } from "#core/references/upload-limits.ts";
import { fromCursor, pageQuerySchema, toPage } from "../http/cursor.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { FILE_FORMATS, FILE_MEDIA, fileFormat } from "./file-format.ts";
import { findModel } from "./find-model.ts";
import { withReceivedFile } from "./receive-file.ts";
import { listReferences } from "./references.ts";
import { describeReference, startedReference, uploadedReference } from "./set-model-reference.ts";

const params = z.object({ model: z.string() });

export const listModelReferences = defineRoute({
  id: "listReferences",
  method: "GET",
  path: "/api/v1/models/{model}/reference",
  tag: "Models",
  summary: "What a model was and is compared with",
  description: "Newest first; the one in force is in the model itself.",
  access: "read",
  params,
  query: pageQuerySchema,
  success: [{ status: 200, description: "A page of references.", schema: referencesPageSchema }],
  async handler({ pool, principal, params, query }) {
    const model = await findModel(pool, principal.projectId, params.model);
    const before = fromCursor(z.number().int(), query.cursor);
    return toPage(await listReferences(pool, model.id, before, query.limit + 1), query.limit, (reference) => reference.id);
  },
});

export const putReference = defineRoute({
  id: "setReference",
  method: "PUT",
  path: "/api/v1/models/{model}/reference",
  tag: "Models",
  summary: "Set what a model is compared with",
  description:
    "A time range, a version, a moving window or the window before, as JSON; or a file with the training data, as the body. " +
    "A job freezes its bins and counts stored records on them; until it is done the old reference stays in force.",
  access: "admin",
  params,
  query: z.object({
    format: z.enum(FILE_FORMATS).optional().describe("What kind of file it is, where its media type and name do not say."),
    file: z.string().max(200).optional(),
  }),
  body: {
    media: [...Object.keys(FILE_MEDIA), "application/octet-stream"],
    description: `A description as JSON, or a file of at most ${UPLOAD_LIMITS.fileBytes / 1024 / 1024} MiB, which may be packed (Content-Encoding: gzip, zstd).`,
    json: setReferenceSchema,
  },
  success: [{ status: 202, description: "The reference and the job that builds it.", schema: referenceAnswerSchema }],
  async handler({ pool, now, principal, params, query, body, request }) {
    const model = await findModel(pool, principal.projectId, params.model);
    if (body)
      return new Reply(await startedReference(pool, model, principal.projectId, await describeReference(pool, model, body, now)), 202);
    const fileName = query.file ?? `${model.name} reference`;
    const format = fileFormat(query.format, request.headers.get("content-type"), fileName);
    const started = await withReceivedFile(request, UPLOAD_LIMITS.fileBytes, (path) =>
      uploadedReference(pool, model, { path, fileName, format }),
    );
    return new Reply(await startedReference(pool, model, principal.projectId, started), 202);
  },
});
