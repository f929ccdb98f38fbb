import type { Pool } from "pg";
import { derivedColumns } from "#core/columns/derived.ts";
import { columnsOf } from "#core/records/kinds.ts";
import type { LoggedRecord } from "#core/records/types.ts";
import type { IngestLimits } from "./limits.ts";
import { pause } from "./prepare.ts";
import { ADD_COLUMNS, ADD_VERSIONS, CREATE_MODEL, FIND_MODELS, MODEL_NAMES } from "./sql/catalog.sql.ts";
import { suggest } from "./suggest.ts";

/** After so long a model is read again: its retention may have changed. */
const FRESH_MS = 5_000;
const REMEMBERED = 1_000;
/** Records between two pauses. */
const STEP = 2_000;

/** What ingest knows about a model. */
export interface KnownModel {
  id: number;
  name: string;
  retentionDays: number | null;
  /** Full names of the columns that are registered. */
  columns: Set<string>;
  versions: Set<string>;
}

/** Why records of a model cannot be taken. */
export interface ModelRefusal {
  code: "unknown_model" | "too_many_models";
  message: string;
}

type CatalogLimits = Pick<IngestLimits, "columnsPerModel" | "versionsPerModel" | "modelsPerProject">;

/** Models, their columns and versions, remembered for a while; new ones are registered on first sight. */
export class Catalog {
  private readonly pool: Pool;
  private readonly limits: CatalogLimits;
  private readonly models = new Map<string, { model: KnownModel; until: number }>();

  constructor(pool: Pool, limits: CatalogLimits) {
    this.pool = pool;
    this.limits = limits;
  }

  /** The models of these names; what is not there is made where the key may, else refused. */
  async resolve(projectId: number, names: ReadonlySet<string>, mayCreate: boolean): Promise<Map<string, KnownModel | ModelRefusal>> {
    const found = new Map<string, KnownModel | ModelRefusal>();
    const now = performance.now();
    for (const name of names) {
      const remembered = this.models.get(`${projectId}/${name}`);
      if (remembered && remembered.until > now) found.set(name, remembered.model);
    }
    const missing = () => [...names].filter((name) => !found.has(name));
    if (found.size < names.size) await this.load(projectId, missing(), found);
    if (found.size < names.size && mayCreate) {
      for (const name of missing()) await this.pool.query(CREATE_MODEL, [projectId, name, this.limits.modelsPerProject]);
      await this.load(projectId, missing(), found);
    }
    if (found.size < names.size) await this.refuse(projectId, missing(), mayCreate, found);
    return found;
  }

  /** Forgets models that turned out to be gone. */
  forget(projectId: number, names: Iterable<string>): void {
    for (const name of names) this.models.delete(`${projectId}/${name}`);
  }

  /**
   * Registers the columns of these records that are new, text and image columns with their derived ones. Beyond the
   * model's limit columns stay unregistered: stored with their records, but neither counted nor shown.
   */
  async addColumns(model: KnownModel, records: readonly LoggedRecord[]): Promise<void> {
    for (let from = 0; from < records.length; from += STEP) {
      if (from > 0) await pause();
      await this.addColumnsOf(model, records.slice(from, from + STEP));
    }
  }

  private async addColumnsOf(model: KnownModel, records: readonly LoggedRecord[]): Promise<void> {
    const room = this.limits.columnsPerModel - model.columns.size;
    if (room <= 0) return;
    const fresh = columnsOf(records, model.columns)
      .flatMap((column) => [{ ...column, unit: null, derivedFrom: null }, ...derivedColumns(column)])
      .slice(0, room);
    if (fresh.length === 0) return;
    await this.pool.query(ADD_COLUMNS, [
      model.id,
      fresh.map((c) => c.name),
      fresh.map((c) => c.role),
      fresh.map((c) => c.kind),
      fresh.map((c) => c.unit ?? null),
      fresh.map((c) => c.derivedFrom ?? null),
    ]);
    for (const column of fresh) model.columns.add(column.name);
  }

  /** Registers new versions; gives those that are beyond the model's limit. */
  async addVersions(model: KnownModel, versions: ReadonlySet<string>): Promise<Set<string>> {
    const fresh = [...versions].filter((version) => !model.versions.has(version));
    if (fresh.length === 0) return new Set();
    const taken = fresh.slice(0, Math.max(0, this.limits.versionsPerModel - model.versions.size));
    if (taken.length > 0) await this.pool.query(ADD_VERSIONS, [model.id, taken]);
    for (const version of taken) model.versions.add(version);
    return new Set(fresh.slice(taken.length));
  }

  private async load(projectId: number, names: readonly string[], found: Map<string, KnownModel | ModelRefusal>): Promise<void> {
    type Row = { id: number; name: string; retention_days: number | null; columns: string[]; versions: string[] };
    const { rows } = await this.pool.query<Row>(FIND_MODELS, [projectId, names]);
    if (this.models.size > REMEMBERED) this.models.clear();
    for (const row of rows) {
      const model: KnownModel = {
        id: row.id,
        name: row.name,
        retentionDays: row.retention_days,
        columns: new Set(row.columns),
        versions: new Set(row.versions),
      };
      this.models.set(`${projectId}/${row.name}`, { model, until: performance.now() + FRESH_MS });
      found.set(row.name, model);
    }
  }

  private async refuse(projectId: number, names: readonly string[], mayCreate: boolean, found: Map<string, KnownModel | ModelRefusal>) {
    const { rows } = await this.pool.query<{ name: string }>(MODEL_NAMES, [projectId]);
    const known = rows.map((row) => row.name);
    for (const name of names) {
      const quoted = JSON.stringify(name);
      if (mayCreate) {
        const message = `The model ${quoted} is new, and this project already has ${this.limits.modelsPerProject} models.`;
        found.set(name, { code: "too_many_models", message });
        continue;
      }
      const near = suggest(name, known);
      const hint = near ? ` Did you mean ${JSON.stringify(near)}?` : "";
      const message = `There is no model ${quoted}.${hint} Create it first, or send with a key that has the scope models:write.`;
      found.set(name, { code: "unknown_model", message });
    }
  }
}
