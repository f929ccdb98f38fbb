import type { OpenApiDocument } from "#core/openapi/document.ts";
import type { Operation } from "#core/openapi/operation.ts";
import packageJson from "../../../package.json" with { type: "json" };
import { getPruning, getSuggestion, postSuggestion } from "../alarms/adapt-routes.ts";
import {
  changeAlarm,
  createAlarm,
  getAlarm,
  listAlarms,
  listEvaluations,
  postPreview,
  removeAlarm,
  revertAlarm,
} from "../alarms/alarm-routes.ts";
import { getAlarmsFile, postAlarmsFile } from "../alarms/file-routes.ts";
import {
  acknowledgeIncident,
  addSilence,
  commentIncident,
  endSilence,
  getIncident,
  judgeIncident,
  listIncidents,
  listSilences,
} from "../alarms/incident-routes.ts";
import { getFailures, getStarters, postStarters } from "../alarms/starter-routes.ts";
import { createApiKey, getMe, listApiKeys, revokeApiKey, signIn, signOut } from "../auth/auth-routes.ts";
import { getActivity } from "../manage/activity-routes.ts";
import { createJob, getJob, listAllJobs, patchJob, postCancelJob } from "../manage/job-routes.ts";
import { getLimits } from "../manage/limits-route.ts";
import { discardQuarantine, listQuarantine, replayQuarantine } from "../manage/quarantine-routes.ts";
import { getDetectors } from "../models/detector-routes.ts";
import { addModel, changeModel, getModel, listModels, removeModel, reprofileModel } from "../models/model-routes.ts";
import { getOutputs } from "../models/output-routes.ts";
import { getDistribution, getDrift, getExplanation, getHeatmap, getPerformance, getSeries } from "../models/query-routes.ts";
import { listModelReferences, putReference } from "../models/reference-routes.ts";
import { getSavedSlices, getSlices, patchSavedSlice, postSavedSlice, removeSavedSlice } from "../models/slice-routes.ts";
import { getMultivariate, getVerdict } from "../models/verdict-routes.ts";
import {
  addChannel,
  changeChannel,
  getChannel,
  getRouting,
  listAllChannels,
  listAllMessages,
  postChannelTest,
  postReplayMessage,
  putRouting,
  removeChannel,
} from "../notify/notify-routes.ts";
import { listRecords } from "../records/record-routes.ts";
import { DOORS } from "./doors.ts";
import { describeApi, openApiRoute } from "./openapi-route.ts";
import type { Route } from "./route.ts";

export const getOpenApi: Route = openApiRoute(() => apiDocument());

/** Every route that Next serves, in the order of the documentation. A test holds it against app/api. */
export const routes: readonly Route[] = [
  getActivity,
  listQuarantine,
  replayQuarantine,
  discardQuarantine,
  getLimits,
  listModels,
  addModel,
  getModel,
  changeModel,
  removeModel,
  reprofileModel,
  listModelReferences,
  putReference,
  getDrift,
  getHeatmap,
  getSeries,
  getDistribution,
  getExplanation,
  getPerformance,
  getOutputs,
  getVerdict,
  getMultivariate,
  getSlices,
  getDetectors,
  getSavedSlices,
  postSavedSlice,
  patchSavedSlice,
  removeSavedSlice,
  listRecords,
  listAlarms,
  createAlarm,
  getStarters,
  postStarters,
  getFailures,
  getPruning,
  getAlarmsFile,
  postAlarmsFile,
  getAlarm,
  changeAlarm,
  removeAlarm,
  revertAlarm,
  listEvaluations,
  postPreview,
  getSuggestion,
  postSuggestion,
  listIncidents,
  getIncident,
  acknowledgeIncident,
  judgeIncident,
  commentIncident,
  listSilences,
  addSilence,
  endSilence,
  listAllChannels,
  addChannel,
  getChannel,
  changeChannel,
  removeChannel,
  postChannelTest,
  listAllMessages,
  postReplayMessage,
  getRouting,
  putRouting,
  listAllJobs,
  createJob,
  getJob,
  patchJob,
  postCancelJob,
  listApiKeys,
  createApiKey,
  revokeApiKey,
  getMe,
  signOut,
  signIn,
  getOpenApi,
];

/** All that can be asked of Tidemark over HTTP. */
export const operations: readonly Operation[] = [...DOORS, ...routes];

let document: OpenApiDocument | undefined;

/** The OpenAPI document, made at its first use. */
export function apiDocument(): OpenApiDocument {
  document ??= describeApi(operations, packageJson.version);
  return document;
}
