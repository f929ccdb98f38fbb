import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { ThreadAnswer, ThreadRequest } from "./analysis-thread.ts";
import type { Execution } from "./execute.ts";
import { AnalysisInterrupted } from "./run.ts";

/** A path rather than an import: a bundler of the web process would take the file apart. All processes start in the project's folder. */
const THREAD = ["lib", "server", "analyses", "analysis-thread.ts"];
/** 40,000 records of 100 values, twice, and what is computed from them. */
const HEAP_MIB = 1_536;
const LONGEST_MS = 120_000;

/** What went wrong in the thread, which lives on. */
class Refused extends Error {
  readonly code: string | undefined;

  constructor({ message, code }: NonNullable<ThreadAnswer["error"]>) {
    super(message);
    this.code = code ?? undefined;
  }
}

/** A thread that does one analysis after the other; it is started when one is needed, and again after it broke. */
export class AnalysisThread {
  private readonly url: string;
  private worker: Worker | null = null;
  private next = 1;

  constructor(url: string) {
    this.url = url;
  }

  /** Resolves when the answer is kept. */
  async execute(execution: Execution): Promise<void> {
    this.worker ??= this.start();
    const worker = this.worker;
    const id = this.next++;
    let timer: NodeJS.Timeout | undefined;
    let listening: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const onMessage = (answer: ThreadAnswer) => {
          if (answer.id !== id) return;
          if (answer.error) reject(new Refused(answer.error));
          else resolve();
        };
        const onError = (error: Error & { code?: string }) => {
          const full = error.code === "ERR_WORKER_OUT_OF_MEMORY";
          reject(new Error(full ? `it takes more than ${HEAP_MIB} MiB of memory` : error.message, { cause: error }));
        };
        const onExit = () => reject(this.worker === worker ? new Error("its thread ended") : new AnalysisInterrupted());
        worker.on("message", onMessage).on("error", onError).on("exit", onExit);
        listening = () => worker.off("message", onMessage).off("error", onError).off("exit", onExit);
        timer = setTimeout(() => reject(new Error(`it took more than ${LONGEST_MS / 1000} seconds`)), LONGEST_MS);
        worker.postMessage({ id, execution } satisfies ThreadRequest);
      });
    } catch (error) {
      // One that broke or ended is not used again; one that answered with an error is.
      if (!(error instanceof Refused) && this.worker === worker) await this.end();
      throw error;
    } finally {
      clearTimeout(timer);
      listening?.();
    }
  }

  /** Ends the thread and what it is at. */
  async end(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    await worker?.terminate();
  }

  private start(): Worker {
    const worker = new Worker(join(process.cwd(), ...THREAD), {
      workerData: { url: this.url },
      // Not those of this process, which are for it alone.
      execArgv: ["--disable-warning=ExperimentalWarning", "--enable-source-maps"],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB, maxYoungGenerationSizeMb: 64 },
    });
    worker.unref();
    // Whoever waits for an answer has listeners of its own.
    worker.on("error", () => {});
    return worker;
  }
}
