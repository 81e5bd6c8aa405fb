// The local stack: started here, or one that runs already.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
// Where npm was called: paths in the environment are meant from there.
const CALLED_FROM = process.env.INIT_CWD || process.cwd();
// A first `cargo run` builds everything.
const START_MS = process.env.LOCAL_STACK ? 20_000 : 20 * 60_000;
const STOP_MS = 10_000;

// Addresses, tokens and codes have no place in a log.
const PERSONAL = /@|Atz[ar]\||long-passwords|(code|state|session|token)=/i;

export async function startStack(options = []) {
  const { BASE_URL, LWA_URL } = process.env;
  if (BASE_URL) {
    assert(LWA_URL, 'BASE_URL needs LWA_URL, the address of the emulated Amazon, beside it');
    return { site: trimmed(BASE_URL), amazon: trimmed(LWA_URL), stop: async () => {} };
  }
  return Running.start(options);
}

class Running {
  #child;
  #log = [];

  static async start(options) {
    const running = new Running();
    await running.#start(options);
    return running;
  }

  async #start(options) {
    const { LOCAL_STACK, FUNCTIONS } = process.env;
    const [command, ...args] = LOCAL_STACK
      ? [resolve(CALLED_FROM, LOCAL_STACK)]
      : ['cargo', 'run', '--quiet', '--'];
    args.push('--port', '0', ...options);
    if (FUNCTIONS) args.push('--functions', resolve(CALLED_FROM, FUNCTIONS));
    this.#child = spawn(command, args, { cwd: WORKSPACE, stdio: ['ignore', 'pipe', 'pipe'] });
    const failed = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code) => reject(new Error(`the stack ended with ${code}:\n${this.log}`)));
      setTimeout(() => reject(new Error(`the stack is not ready after ${START_MS} ms:\n${this.log}`)), START_MS).unref();
    });
    failed.catch(() => {});
    await Promise.race([failed, this.#ready()]);
  }

  #ready() {
    return new Promise((ready) => {
      const read = (line) => {
        this.#log.push(line);
        this.amazon ??= /^amazon\s+(\S+)\/_emulator/.exec(line)?.[1];
        this.table ??= /^dynamodb\s+(\S+) table/.exec(line)?.[1];
        this.site = /^listening on (\S+)/.exec(line)?.[1];
        if (!this.site) return;
        this.#log = [];
        lines.off('line', read);
        lines.on('line', (later) => this.#log.push(later));
        ready();
      };
      const lines = createInterface(this.#child.stdout).on('line', read);
      createInterface(this.#child.stderr).on('line', (line) => this.#log.push(line));
    });
  }

  // What it has written since it was ready.
  get log() {
    return this.#log.join('\n');
  }

  // Ctrl-C, as a person stops it.
  async stop() {
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGINT');
    const late = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS);
    const [code, signal] = await ended;
    clearTimeout(late);
    assert.deepEqual({ code, signal }, { code: 0, signal: null }, `the stack did not end cleanly:\n${this.log}`);
    assert.doesNotMatch(this.log, PERSONAL, 'the log holds something personal');
  }
}

function trimmed(address) {
  return address.replace(/\/+$/, '');
}
