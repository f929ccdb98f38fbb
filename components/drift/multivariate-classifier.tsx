import { formatP, formatShare, formatStatistic } from "#core/charts/numbers.ts";
import type { KeptMultivariate } from "#core/contracts/multivariate.ts";
import { ChartFrame } from "../charts/chart-frame.tsx";
import { Table, Td, Th, Tr } from "../ui/table.tsx";

type Domain = NonNullable<KeptMultivariate["domain"]>;
type Column = Domain["columns"][number];

/** Columns that add less are not worth a line. */
const LEAST_SHARE = 0.005;
const BARS = 8;

interface ClassifierProps {
  domain: Domain;
  onSelect: (column: string) => void;
}

/** How well a classifier tells the window's records from the reference's, and by which columns. */
export function MultivariateClassifier({ domain, onSelect }: ClassifierProps) {
  const telling = domain.columns.filter(({ share }) => share >= LEAST_SHARE).slice(0, BARS);
  return (
    <ChartFrame
      title="Can a classifier tell the window from the reference?"
      label="Classifier"
      summary={`It puts a record of the window before one of the reference in ${formatShare(domain.auc)} of the pairs (AUC ${formatStatistic(domain.auc)}); half is chance, and without drift it stays below ${formatStatistic(domain.null_upper)}.`}
      table={<ClassifierTable domain={domain} onSelect={onSelect} />}
    >
      <AucScale domain={domain} />
      <h4 className="mt-4 mb-1 font-medium text-ink-2 text-xs">Columns that give the window away</h4>
      {telling.length === 0 ? (
        <p className="text-ink-2 text-xs">None.</p>
      ) : (
        <ul className="space-y-1 text-xs">
          {telling.map((column) => (
            <GiveAway key={column.column} column={column} top={telling[0]!.share} onSelect={onSelect} />
          ))}
        </ul>
      )}
    </ChartFrame>
  );
}

const LEAST = 0.4;
const at = (auc: number) => `${(100 * (Math.min(1, Math.max(LEAST, auc)) - LEAST)) / (1 - LEAST)}%`;
const span = (from: number, to: number) => ({ left: at(from), right: `calc(100% - ${at(to)})` });

/** The AUC with its band on a scale to 1; what no drift stays below lies shaded under it, the threshold is dashed. */
function AucScale({ domain }: { domain: Domain }) {
  return (
    <div className="tabular text-2xs text-ink-3" aria-hidden>
      <div className="relative h-8 rounded bg-sunken">
        <span className="absolute inset-y-0 bg-series-reference/35" style={span(LEAST, domain.null_upper)} />
        <span className="absolute inset-y-0 border-drift border-l border-dashed" style={{ left: at(domain.threshold) }} />
        <span className="absolute inset-y-3 bg-series-current/40" style={span(domain.lower, domain.upper)} />
        <span
          className="absolute top-1/2 size-3 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-bg bg-series-current"
          style={{ left: at(domain.auc) }}
        />
      </div>
      <div className="relative mt-0.5 h-4">
        {[0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((tick) => (
          <span key={tick} className="absolute -translate-x-1/2 first:translate-x-0 last:-translate-x-full" style={{ left: at(tick) }}>
            {tick}
          </span>
        ))}
      </div>
      <p className="text-pretty">
        Dot: AUC with its 95% band. Shaded: what no drift stays below with 95%. Dashed: threshold {formatStatistic(domain.threshold)}.
      </p>
    </div>
  );
}

function GiveAway({ column, top, onSelect }: { column: Column; top: number; onSelect: (column: string) => void }) {
  const [level] = column.levels;
  return (
    <li className="flex flex-wrap items-center gap-x-3">
      <ColumnButton name={column.column} onSelect={onSelect} className="w-36 shrink-0" />
      <span className="relative h-3 min-w-16 flex-1 basis-16" aria-hidden>
        <span className="absolute inset-y-0 left-0 rounded-sm bg-series-current/60" style={{ width: `${(column.share / top) * 100}%` }} />
      </span>
      <span className="tabular w-12 text-right text-ink">{formatShare(column.share)}</span>
      {level && (
        <span className="tabular w-full truncate text-2xs text-ink-3" title={levelText(level)}>
          {levelText(level)}
        </span>
      )}
    </li>
  );
}

export function ColumnButton({ name, onSelect, className = "" }: { name: string; onSelect: (column: string) => void; className?: string }) {
  return (
    <button
      type="button"
      onClick={() => onSelect(name)}
      title={`Show ${name}`}
      className={`truncate rounded-sm text-left text-ink underline decoration-line-strong underline-offset-2 hover:text-accent ${className}`}
    >
      {name}
    </button>
  );
}

function levelText({ label, reference_share, current_share }: Column["levels"][number]): string {
  return `${label}: ${formatShare(reference_share)} before, ${formatShare(current_share)} now`;
}

function ClassifierTable({ domain, onSelect }: ClassifierProps) {
  return (
    <>
      <p className="tabular mb-2 text-ink-2 text-xs">
        AUC {formatStatistic(domain.auc)} (95% band {formatStatistic(domain.lower)} to {formatStatistic(domain.upper)}), p{" "}
        {formatP(domain.p)}; without drift below {formatStatistic(domain.null_upper)}; threshold {formatStatistic(domain.threshold)}.
      </p>
      <Table label="Columns that give the window away" className="text-xs">
        <thead>
          <tr>
            <Th>Column</Th>
            <Th className="text-right">Part</Th>
            <Th className="text-right">AUC without it</Th>
            <Th>Values</Th>
          </tr>
        </thead>
        <tbody>
          {domain.columns.map((column) => (
            <Tr key={column.column}>
              <Td>
                <ColumnButton name={column.column} onSelect={onSelect} />
              </Td>
              <Td className="tabular text-right">{formatShare(column.share)}</Td>
              <Td className="tabular text-right">{formatStatistic(column.auc_without)}</Td>
              <Td className="tabular text-pretty">{column.levels.map(levelText).join("; ")}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </>
  );
}
