import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** What operators watch of ingest. Names are stable. */
export interface IngestMetrics {
  records(outcome: "accepted" | "duplicate" | "rejected", count: number): void;
  request(status: number, seconds: number, bytes: number): void;
}

export function createIngestMetrics(registry: Registry, inFlightBytes: () => number): IngestMetrics {
  const registers = [registry];
  const records = new Counter({
    name: "tidemark_ingest_records_total",
    help: "Records received, by outcome: accepted, duplicate or rejected.",
    labelNames: ["outcome"],
    registers,
  });
  const requests = new Counter({
    name: "tidemark_ingest_requests_total",
    help: "Ingest requests answered, by HTTP status.",
    labelNames: ["status"],
    registers,
  });
  const bytes = new Counter({ name: "tidemark_ingest_bytes_total", help: "Bytes of ingest bodies as they came over the wire.", registers });
  const seconds = new Histogram({
    name: "tidemark_ingest_duration_seconds",
    help: "From the first byte of an ingest request to its answer.",
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  new Gauge({
    name: "tidemark_ingest_in_flight_bytes",
    help: "Bytes of bodies that are being read and stored now.",
    registers,
    collect() {
      this.set(inFlightBytes());
    },
  });
  // A counter that was never counted must be there as 0, or a rate over it begins with a gap.
  for (const outcome of ["accepted", "duplicate", "rejected"]) records.inc({ outcome }, 0);
  return {
    records: (outcome, count) => records.inc({ outcome }, count),
    request: (status, duration, size) => {
      requests.inc({ status: String(status) });
      bytes.inc(size);
      seconds.observe(duration);
    },
  };
}
