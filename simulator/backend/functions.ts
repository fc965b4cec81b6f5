// The functions, in containers that are made when they are needed, stay warm, and die.
import type { Request, Response } from '../../packages/cloud/functions/http.ts';
import { Life } from '../determinism/lifetime.ts';
import type { World } from '../determinism/run-context.ts';
import { DocumentClient } from './document-client.ts';
import { HANDLERS, servicesOf } from './function-routes.ts';
import type { Machine } from './machine.ts';
import { TABLES } from './table-names.ts';

/** Containers of one function that run side by side. More callers wait for one. */
const CONTAINERS_MAX = 4;

/** What a caller of a function hears when it died. */
export const DIED: Response = { statusCode: 500, body: '{"message":"Internal Server Error"}' };

type Container = {
  life: Life;
  handler: (request: Request) => Promise<Response>;
  busy: boolean;
  died: (() => void) | undefined;
};

/** All functions of the stack. */
export class Functions {
  readonly #world: World;
  readonly #machine: Machine;
  readonly #containers = new Map<string, Container[]>();

  constructor(world: World, machine: Machine) {
    this.#world = world;
    this.#machine = machine;
  }

  /** Calls the function of a route. */
  async call(routeKey: string, request: Request): Promise<Response> {
    const { faults } = this.#world;
    if (faults.strikes('function dies before it begins')) return DIED;
    const container = this.#container(routeKey);
    container.busy = true;
    return new Promise((resolve) => {
      container.died = () => resolve(DIED);
      void container.handler(request).then((answer) => {
        container.busy = false;
        resolve(answer);
      });
    });
  }

  #container(routeKey: string): Container {
    const warm = this.#containers.get(routeKey) ?? [];
    this.#containers.set(routeKey, warm);
    const free = warm.find(({ busy }) => !busy);
    if (free && !this.#world.faults.strikes('function starts anew')) return free;
    const made = this.#start(routeKey, warm);
    warm.unshift(made);
    if (warm.length > CONTAINERS_MAX && !warm.at(-1)?.busy) warm.pop();
    return made;
  }

  #start(routeKey: string, warm: Container[]): Container {
    const life = new Life(this.#world.timeline, this.#world.chance.whole(-500, 500));
    const die = () => {
      life.end();
      warm.splice(warm.indexOf(container), 1);
      this.#world.note('function', `${routeKey} died`);
      container.died?.();
    };
    const client = new DocumentClient(this.#world, this.#machine, life, die);
    const services = servicesOf(client, TABLES, {
      now: () => life.now(),
      random: this.#world.chance.draw,
      wait: (ms: number) => new Promise((resolve) => life.after(ms, resolve)),
    });
    const handlerFor = HANDLERS[routeKey];
    if (!handlerFor) throw new Error(`No function serves the route ${routeKey}.`);
    const container: Container = { life, handler: handlerFor(services), busy: false, died: undefined };
    return container;
  }
}
