// The two customers that the existing account system has from the start.

export const ALICE = { email: 'alice@example.com', password: 'alice-likes-long-passwords' };
export const BOB = { email: 'bob@example.com', password: 'bob-likes-long-passwords' };
