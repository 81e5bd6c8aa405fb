// The emulated Amazon's own interface: who has an account there, and what goes wrong there.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

export class Amazon {
  constructor(address) {
    this.address = address;
  }

  // A person of this story's own, so that stories do not meet each other's accounts.
  async newPersona(details = {}) {
    const id = `story-${randomUUID().slice(0, 8)}`;
    const ordinary = { name: 'Nora Lindqvist', email: `${id}@example.net`, postal_code: '98101' };
    return this.changePersona({ id }, { description: 'Somebody in a story.', ...ordinary, ...details });
  }

  changePersona({ id }, details) {
    return this.#call('PUT', `/personas/${id}`, details);
  }

  // What Amazon would send the browser to, had this person allowed on the page that it shows.
  async callbackFor(chooser, { id }) {
    const fields = await chooser.fields();
    const answer = await fetch(`${this.address}/ap/oa`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams([...fields, ['persona', id], ['decision', 'allow']]),
    });
    return answer.headers.get('location');
  }

  breaks(endpoint, fault, more = {}) {
    return this.#call('PUT', '/faults', { endpoint, fault, ...more });
  }

  worksAgain() {
    return this.#call('DELETE', '/faults');
  }

  // How many requests it has seen, by kind.
  requests() {
    return this.#call('GET', '/requests');
  }

  async #call(method, path, body) {
    const answer = await fetch(`${this.address}/_emulator${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    assert(answer.ok, `${method} ${path} at the emulator: ${answer.status}`);
    return answer.json();
  }
}
