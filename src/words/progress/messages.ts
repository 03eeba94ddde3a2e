/** What is said while a survey runs. */
export interface ProgressMessages {
  readonly done: (done: number, mirrors: number, usable: number, elapsed: string) => string;
  readonly running: (ids: string) => string;
  readonly downloading: (ids: string) => string;
  readonly finalist: (number: number, finalists: number, id: string) => string;
  /** Above the first places so far. */
  readonly provisional: string;
  readonly more: (count: number) => string;
  /** One line each, with `--verbose`. */
  readonly line: {
    readonly started: (mirrors: number) => string;
    readonly finished: (id: string, verdict: string, code: string | null) => string;
    readonly finalists: (ids: string) => string;
    readonly reference: Readonly<Record<'hub' | 'consensus' | 'given' | 'none', string>>;
  };
  readonly separator: string;
}
