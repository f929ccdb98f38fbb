import type { StatisticId } from "#core/contracts/common.ts";
import { emptyPerformance } from "#core/performance/empty.ts";
import { estimatorOf } from "#core/performance/estimate/estimator-of.ts";
import { mergePerformanceInto } from "#core/performance/merge.ts";
import type { OutputPlan } from "#core/performance/output-metrics.ts";
import type { OutputProfile } from "#core/performance/output-profile.ts";
import { decodePerformance } from "#core/performance/packed.ts";
import type { PerformanceProfile, PerformanceSpec } from "#core/performance/types.ts";
import { cover } from "#core/profiles/buckets.ts";
import { emptyBucket } from "#core/profiles/merge-buckets.ts";
import { accumulateBucket } from "#core/profiles/packed.ts";
import type { BucketProfile } from "#core/profiles/types.ts";
import type { ColumnComparison } from "#core/statistics/types.ts";
import { loadSpec } from "../../performance/spec.ts";
import { compareInWindow } from "../../queries/compare.ts";
import type { QueryContext } from "../../queries/context.ts";
import { comparedColumns, type LoadedModel, type QueryColumn } from "../../queries/load-model.ts";
import { loadOutputPlan, loadOutputs } from "../../queries/load-outputs.ts";
import { loadReferencePerformance } from "../../queries/load-performance.ts";
import { type Part, roleOfColumns } from "../../queries/load-profiles.ts";
import { type LoadedReference, loadReference } from "../../queries/load-reference.ts";
import { referenceRange } from "../../queries/reference-range.ts";
import { SELECT_PERFORMANCE } from "../../queries/sql/performance.sql.ts";
import { SELECT_PROFILES } from "../../queries/sql/profiles.sql.ts";
import { PackedRows } from "./packed-rows.ts";

/** Sums of a window take some 10 KB a column, comparisons and readings a few hundred bytes. */
const MAX_SUMS = 300;
const MAX_COMPARISONS = 30_000;
const MAX_READINGS = 100_000;

export interface TimeWindow {
  from: number;
  to: number;
}

const partKey = ({ versionId, slice }: Part) => `${versionId ?? ""} ${slice}`;
const windowKey = (part: Part, { from, to }: TimeWindow) => `${partKey(part)} ${from} ${to}`;

/**
 * What the rules of one model read in one snapshot of the data base. Everything is loaded and summed once however many rules, conditions
 * and slots ask for it. A window that profiles cannot answer to the minute is answered by the next larger one, as everywhere.
 */
export class ReadingSource {
  readonly context: QueryContext;
  readonly model: LoadedModel;
  /** Only these columns are read (by id); undefined: all. */
  private readonly wanted: ReadonlySet<number> | undefined;
  private readonly profileRows = new Map<string, PackedRows>();
  private readonly performanceRows = new Map<string, PackedRows>();
  /** What is one and the same for all windows. */
  private readonly facts = new Kept(MAX_SUMS);
  private readonly sums = new Kept(MAX_SUMS);
  private readonly comparisons = new Kept(MAX_COMPARISONS);
  private readonly estimators = new WeakMap<PerformanceProfile, ReturnType<typeof estimatorOf>>();
  private readonly readings = new Kept(MAX_READINGS);

  constructor(context: QueryContext, model: LoadedModel, wanted?: ReadonlySet<number>) {
    this.context = context;
    this.model = model;
    this.wanted = wanted;
  }

  /** The columns that a rule over a role compares. */
  columnsOf(role: string): QueryColumn[] {
    return comparedColumns(this.model).filter((column) => role === "all" || column.role === role);
  }

  /** All that was counted of a part of the traffic in a window. */
  bucket(part: Part, window: TimeWindow): Promise<BucketProfile> {
    return this.sums.get(`bucket ${windowKey(part, window)}`, async () => {
      const total = emptyBucket();
      const roleOf = roleOfColumns(this.model);
      for (const { payload } of await this.profilesOf(part).of(this.coverOf(window).ranges))
        accumulateBucket(payload, total, roleOf, this.wanted);
      return total;
    });
  }

  reference(part: Part, window: TimeWindow): Promise<LoadedReference | null> {
    const kind = this.model.reference?.kind;
    const sliding = kind === "moving" || kind === "previous";
    return this.facts.get(`reference ${sliding ? windowKey(part, window) : ""}`, () =>
      loadReference(this.context, this.model, part, this.coverOf(window), this.wanted),
    );
  }

  /** A column of a window against the reference; null while it has no bins. */
  comparison(part: Part, window: TimeWindow, column: QueryColumn, statistic: StatisticId): Promise<ColumnComparison | null> {
    return this.comparisons.get(`comparison ${windowKey(part, window)} ${column.id} ${statistic}`, async () => {
      const [current, reference] = [await this.bucket(part, window), await this.reference(part, window)];
      return compareInWindow(column, reference, current, { primary: statistic, light: true });
    });
  }

  async spec(): Promise<{ spec: PerformanceSpec; provisional: boolean } | null> {
    return this.facts.get("spec", () => loadSpec(this.context.db, this.model.id, this.model.generation));
  }

  performance(part: Part, spec: PerformanceSpec, window: TimeWindow): Promise<PerformanceProfile> {
    return this.sums.get(`performance ${windowKey(part, window)}`, async () => {
      const total = emptyPerformance(spec);
      for (const { payload } of await this.outcomesOf(part).of(this.coverOf(window).ranges))
        mergePerformanceInto(total, decodePerformance(payload));
      return total;
    });
  }

  /** Of the reference's labelled predictions; null without any. */
  referencePerformance(part: Part, spec: PerformanceSpec, window: TimeWindow): Promise<PerformanceProfile | null> {
    const kind = this.model.reference?.kind;
    const sliding = kind === "moving" || kind === "previous";
    return this.facts.get(`reference performance ${sliding ? windowKey(part, window) : ""}`, async () => {
      const loaded = await loadReferencePerformance(this.context, this.model, part, spec, this.coverOf(window));
      return loaded && loaded.profile.labelled > 0 ? loaded.profile : null;
    });
  }

  /** Estimates performance without labels; null: the reference has no labelled predictions. */
  async estimator(part: Part, spec: PerformanceSpec, window: TimeWindow): Promise<ReturnType<typeof estimatorOf> | null> {
    const reference = await this.referencePerformance(part, spec, window);
    if (!reference) return null;
    let estimator = this.estimators.get(reference);
    if (!estimator) {
      estimator = estimatorOf(spec, reference);
      this.estimators.set(reference, estimator);
    }
    return estimator;
  }

  /** Predictions with their feedback, of the window and of the reference's time. */
  async outputs(part: Part, window: TimeWindow): Promise<{ plan: OutputPlan; current: OutputProfile; reference: OutputProfile | null }> {
    const plan = await this.facts.get("output plan", () => loadOutputPlan(this.context, this.model, undefined));
    const sum = (of: Part, { from, to }: TimeWindow) =>
      this.sums.get(`outputs ${windowKey(of, { from, to })}`, async () => {
        return (await loadOutputs(this.context, this.model, of, this.coverOf({ from, to }).ranges)).total;
      });
    const range = await referenceRange(this.context, this.model, part, window);
    return { plan, current: await sum(part, window), reference: range ? await sum(range.part, range) : null };
  }

  /** The readings of a metric, read once: bands of history look at the same windows slot after slot. */
  reading<T>(metric: unknown, part: Part, window: TimeWindow, read: () => Promise<T>): Promise<T> {
    return this.readings.get(`${JSON.stringify(metric)} ${windowKey(part, window)}`, read);
  }

  private coverOf(window: TimeWindow) {
    return cover(window.from, window.to, this.context.now.getTime());
  }

  private profilesOf(part: Part): PackedRows {
    return this.rowsOf(this.profileRows, part, async (resolution, from, to) => {
      const { rows } = await this.context.db.query<{ bucket: Date; payload: string }>({
        name: "select-profiles",
        text: SELECT_PROFILES,
        values: [this.model.id, this.model.generation, resolution, part.slice, new Date(from), new Date(to), part.versionId],
      });
      return rows.map(({ bucket, payload }) => ({ start: bucket.getTime(), payload: Buffer.from(payload, "base64") }));
    });
  }

  private outcomesOf(part: Part): PackedRows {
    return this.rowsOf(this.performanceRows, part, async (resolution, from, to) => {
      const { rows } = await this.context.db.query<{ bucket: Date; payload: Buffer }>({
        name: "select-performance",
        text: SELECT_PERFORMANCE,
        values: [this.model.id, this.model.generation, resolution, part.slice, new Date(from), new Date(to), part.versionId],
      });
      return rows.map(({ bucket, payload }) => ({ start: bucket.getTime(), payload }));
    });
  }

  private rowsOf(all: Map<string, PackedRows>, part: Part, fetch: ConstructorParameters<typeof PackedRows>[0]): PackedRows {
    const key = partKey(part);
    let rows = all.get(key);
    if (!rows) {
      rows = new PackedRows(fetch);
      all.set(key, rows);
    }
    return rows;
  }
}

/** Promises by key, the oldest forgotten when there are too many. */
class Kept {
  private readonly most: number;
  private readonly promises = new Map<string, Promise<unknown>>();

  constructor(most: number) {
    this.most = most;
  }

  get<T>(key: string, make: () => Promise<T>): Promise<T> {
    let found = this.promises.get(key) as Promise<T> | undefined;
    if (!found) {
      found = make();
      this.promises.set(key, found);
      if (this.promises.size > this.most) this.promises.delete(this.promises.keys().next().value ?? "");
    }
    return found;
  }
}
