/** Does something again and again until it is stopped: at once while there is more to do, else after a pause or when woken. */
export interface Loop {
  /** Ends a pause. */
  wake(): void;
  /** Lets what is being done end, and then no more; resolves when it has. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Answers whether there is more to do at once. `stopping` tells it to come to an end. */
  run(stopping: () => boolean): Promise<boolean>;
  pauseMs: number;
  /** An error is told, and the loop goes on after a pause that grows to half a minute while errors last. */
  onError(error: unknown): void;
}

const LONGEST_PAUSE_MS = 30_000;

export function startLoop({ run, pauseMs, onError }: LoopOptions): Loop {
  let stopping = false;
  let woken = false;
  let endPause: (() => void) | null = null;
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const ended = (async () => {
    let errors = 0;
    while (!stopping) {
      woken = false;
      let more = false;
      try {
        more = await run(() => stopping);
        errors = 0;
      } catch (error) {
        errors++;
        onError(error);
      }
      if (stopping || more || (woken && errors === 0)) continue;
      await pause(errors === 0 ? pauseMs : Math.min(LONGEST_PAUSE_MS, 500 * 2 ** errors));
      endPause = null;
    }
  })();
  return {
    wake() {
      woken = true;
      endPause?.();
    },
    async stop() {
      stopping = true;
      endPause?.();
      await ended;
    },
  };
}
