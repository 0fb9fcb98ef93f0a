// Follows a subscription with graphql-ws: node subscriber.mjs URL TOKEN QUERY AFTER
//
// Prints one line of JSON for everything that happens: {"connected": true}, {"event": ...}, {"closed": code},
// {"errors": [...]} or {"complete": true}. When the connection is lost it connects again, and goes on behind the last
// cursor that it has.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token, query, after] = process.argv.slice(2);
const say = (line) => console.log(JSON.stringify(line));

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${token}` },
  retryAttempts: Infinity,
  shouldRetry: (problem) => problem?.code === undefined || problem.code < 4000, // also where nobody listens yet
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
  on: { connected: () => say({ connected: true }), closed: (event) => say({ closed: event.code }) },
});

// The client sends this anew with every connection.
const operation = { query, variables: { after: after || null } };

client.subscribe(operation, {
  next: ({ data, errors }) => {
    const event = data && Object.values(data)[0];
    if (event) operation.variables.after = event.cursor;
    say(errors ? { errors } : { event });
  },
  error: (problem) => say(Array.isArray(problem) ? { errors: problem } : { closed: problem.code ?? String(problem) }),
  complete: () => say({ complete: true }),
});
