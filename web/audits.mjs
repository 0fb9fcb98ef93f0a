// Runs graphql-http's server audits against the URL given, and prints [{"id", "name", "status", "reason"}] as JSON.
import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2] });
const audits = results.map(({ id, name, status, reason }) => ({ id, name, status, reason: reason ?? null }));
console.log(JSON.stringify(audits));
