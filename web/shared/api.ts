import { createClient, type Client } from "graphql-ws";

/**
 * An operation as graphql-codegen writes it: a text with its SHA-256, by which it is registered as a trusted document
 * (the manifest is built into the program), and with the types of its answer and variables.
 */
export interface Operation<Answer, Variables> {
  __meta__?: Record<string, unknown> | undefined;
  __apiType?: (variables: Variables) => Answer;
  toString(): string;
}

/** Something in an answer's errors: what went wrong, with its code in extensions (docs/api.md, Errors). */
export interface Fault {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: string; retryAfter?: number };
}

/** What the API or the line to it refused: data may be there in part. */
export class AskError extends Error {
  constructor(
    readonly faults: Fault[],
    /** The HTTP status, 0 when no answer came at all. */
    readonly status: number,
  ) {
    super(faults[0]?.message ?? `HTTP ${status}`);
  }
  get code(): string | undefined {
    return this.faults[0]?.extensions?.code;
  }
  /** Nobody is signed in any more, or ever was. */
  get signedOut(): boolean {
    return this.code === "UNAUTHENTICATED";
  }
  /** The line is down, and not the API. */
  get offline(): boolean {
    return this.status === 0;
  }
  /** The program does not know the page's document: it was replaced by another since the page was loaded. */
  get outdated(): boolean {
    return this.code === "PERSISTED_QUERY_NOT_FOUND";
  }
}

export interface AskOptions {
  signal?: AbortSignal;
  /** One key for each thing that is to happen once: a retry with it has one effect (Idempotency-Key). */
  once?: string;
}

/** How pages ask the GraphQL API of their own origin: by the hashes of their documents. */
export class API {
  #sockets: Client | undefined;

  constructor(
    /** Under which name the page's documents are registered: onewindow-portal, onewindow-kiosk or onewindow-admin. */
    readonly client: string,
    /** The language of messages: zh-CN or en. */
    public language: string,
    /**
     * After how many milliseconds without a whole answer the line counts as down: by default what the server gives itself.
     * A mutation, such as a large import, may take longer: it would take effect all the same.
     */
    readonly patience = 30_000,
  ) {}

  /** Asks and gives the data; throws an AskError when there are errors. */
  async ask<Answer, Variables>(operation: Operation<Answer, Variables>, variables: Variables, options: AskOptions = {}): Promise<Answer> {
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      "Accept-Language": this.language,
      "GraphQL-Client-Name": this.client,
      "OneWindow-CSRF": "1", // shows that this page asks, and no other site with the session's cookie
    };
    if (options.once) headers["Idempotency-Key"] = options.once;
    const limit = limited(isMutation(operation) ? undefined : this.patience, options.signal);
    try {
      const response = await fetch("/graphql", {
        method: "POST",
        headers,
        body: JSON.stringify({ documentId: hashOf(operation), variables }),
        signal: limit.signal,
      });
      const body = parsed<Answer>(await response.text());
      if (body.errors?.length || !body.data) throw new AskError(body.errors ?? [this.#noAnswer(response.status)], response.status);
      return body.data;
    } catch (error) {
      if (options.signal?.aborted || error instanceof AskError) throw error;
      throw new AskError([this.#noAnswer()], 0);
    } finally {
      limit.end();
    }
  }

  /** That no answer came, or one of something between here and the API. */
  #noAnswer(status?: number): Fault {
    const said = this.language.startsWith("en") ? "The server can't be reached at the moment. Try again a little later." : "暂时连不上服务器，请稍后再试。";
    return { message: status ? `${said} (HTTP ${status})` : said };
  }

  /**
   * Follows a subscription over graphql-transport-ws until the returned function is called; it connects again by itself.
   * `ended` is told when the server has nothing more to tell: it is over, or refused, or the reader was too slow.
   */
  follow<Answer, Variables extends Record<string, unknown>>(
    operation: Operation<Answer, Variables>,
    variables: Variables,
    next: (answer: Answer) => void,
    connected?: (up: boolean) => void,
    ended?: () => void,
  ): () => void {
    let over = false;
    this.#sockets ??= connect();
    const stop = [
      this.#sockets.on("connected", () => connected?.(true)),
      this.#sockets.on("closed", () => connected?.(false)),
      this.#sockets.subscribe<Answer>(
        // A socket's request names its document as a POST does.
        { query: "", extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(operation) } }, variables },
        {
          next: (result) => result.data && next(result.data),
          error: () => {
            connected?.(false);
            ended?.();
          },
          complete: () => !over && ended?.(),
        },
      ),
    ];
    return () => {
      over = true;
      stop.forEach((end) => end());
    };
  }
}

/** How often a socket is tried, and how long the answer may take, in milliseconds. */
const alive = { every: 10_000, within: 5_000 };

/** The socket of subscriptions: it connects again by itself, also when nothing comes over a line that seems to be there. */
function connect(): Client {
  let late: ReturnType<typeof setTimeout> | undefined;
  const client = createClient({
    url: new URL("/graphql", location.href).href.replace(/^http/, "ws"),
    retryAttempts: Infinity,
    shouldRetry: () => true,
    // Sooner at first, never longer than a quarter of a minute, and not all machines at once.
    retryWait: (tries) => new Promise((done) => setTimeout(done, Math.min(500 * 2 ** tries, 15_000) * (0.5 + Math.random() / 2))),
    lazy: true,
    keepAlive: alive.every,
    on: {
      ping: (received) => !received && (late = setTimeout(() => client.terminate(), alive.within)),
      pong: (received) => received && clearTimeout(late),
      closed: () => clearTimeout(late),
    },
  });
  return client;
}

function hashOf(operation: Operation<never, never> | Operation<unknown, unknown> | { __meta__?: Record<string, unknown> | undefined }): string {
  return String(operation.__meta__?.["hash"]).replace(/^sha256:/, "");
}

function isMutation(operation: { toString(): string }): boolean {
  return operation.toString().trimStart().startsWith("mutation");
}

/** What stands in an answer; what is no JSON, such as a proxy's page, says nothing. */
function parsed<Answer>(text: string): { data?: Answer | null; errors?: Fault[] } {
  try {
    return JSON.parse(text) as { data?: Answer | null; errors?: Fault[] };
  } catch {
    return {};
  }
}

/** A signal that comes with another one or when the time is over, until it is ended; AbortSignal.any is unknown to phones of before 2024. */
function limited(patience: number | undefined, outer: AbortSignal | undefined): { signal: AbortSignal; end: () => void } {
  const own = new AbortController();
  const abort = () => own.abort();
  const timer = patience === undefined ? undefined : setTimeout(abort, patience);
  outer?.addEventListener("abort", abort);
  if (outer?.aborted) abort();
  return {
    signal: own.signal,
    end: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}
