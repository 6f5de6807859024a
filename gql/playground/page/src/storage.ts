/** Where the browser keeps things; where it refuses to, they are kept as long as the page is open. */

function kept(): Storage | null {
  try {
    const probe = "twistgraph:probe";
    localStorage.setItem(probe, probe);
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return null;
  }
}

class Forgetful implements Storage {
  private readonly items = new Map<string, string>();

  get length(): number {
    return this.items.size;
  }

  clear(): void {
    this.items.clear();
  }

  getItem(name: string): string | null {
    return this.items.get(name) ?? null;
  }

  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }

  removeItem(name: string): void {
    this.items.delete(name);
  }

  setItem(name: string, value: string): void {
    this.items.set(name, value);
  }
}

const local = kept();

export const remembers = local !== null;

const place = local ?? new Forgetful();

/** The same for GraphiQL, whose "clear" must spare what other pages of this origin keep. */
export const storage = {
  getItem: (name: string) => place.getItem(name),
  setItem: (name: string, value: string) => place.setItem(name, value),
  removeItem: (name: string) => place.removeItem(name),
  get length() {
    return ours().length;
  },
  clear() {
    for (const name of ours()) place.removeItem(name);
  },
};

function ours(): string[] {
  const names = Array.from({ length: place.length }, (_, index) => place.key(index) ?? "");
  return names.filter((name) => name.startsWith("graphiql:") || name.startsWith("twistgraph:"));
}

/** How GraphiQL divides the page until somebody moves its bars: the operation needs more room than the panel. */
const SIZES = { docExplorerFlex: "0.26", editorFlex: "1.1" };

for (const [name, size] of Object.entries(SIZES)) {
  if (storage.getItem(`graphiql:${name}`) === null) keep(`graphiql:${name}`, size);
}

/** Keeps *value* as long as the browser has room for it. */
export function keep(name: string, value: string): void {
  try {
    storage.setItem(name, value);
  } catch {
    // The browser's store is full: it is known until the page is closed.
  }
}

/** What is kept under *name*, or null when nothing is or it is no JSON. */
export function recall(name: string): unknown {
  try {
    return JSON.parse(storage.getItem(`twistgraph:${name}`) ?? "null") as unknown;
  } catch {
    return null;
  }
}

export function remember(name: string, value: unknown): void {
  keep(`twistgraph:${name}`, JSON.stringify(value));
}
