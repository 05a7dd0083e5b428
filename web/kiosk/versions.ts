const minute = 60_000;

/**
 * Follows which version of this page the server has, by its service worker, which loads the next one beside the one that is shown.
 * `ready` is told when there is a newer one to show.
 */
export class Versions {
  readonly #registered: Promise<ServiceWorkerRegistration | undefined>;

  constructor(readonly ready: () => void) {
    const workers: ServiceWorkerContainer | undefined = navigator.serviceWorker; // there is none without https
    this.#registered = Promise.resolve(workers?.register("/kiosk/sw.js", { type: "module", scope: "/kiosk/" })).catch(() => undefined);
    let controlled = Boolean(workers?.controller); // the first one brings nothing newer
    workers?.addEventListener("controllerchange", () => {
      if (controlled) ready();
      controlled = true;
    });
    setInterval(() => void this.look(false), 5 * minute);
  }

  /** Looks for a newer version; where this one is known to be outdated and none comes, the page is loaded again, but not over and over. */
  async look(outdated: boolean): Promise<void> {
    const registration = await this.#registered;
    await registration?.update().catch(() => undefined); // the line may be down
    const comes = registration?.installing ?? registration?.waiting;
    if (outdated && !comes && performance.now() > minute) this.ready();
  }
}
