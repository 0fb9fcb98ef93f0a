// Who is signed in on this page: the access token in memory, the refresh token in a cookie that no script can read.
// So the dashboard hands nothing over: this page gets a token of its own for the same cookie. See docs/playground.md.
window.siems = (() => {
  const endpoint = location.href.split(/[?#]/)[0];
  const plainFetch = window.fetch.bind(window);
  const session = "{ accessToken expiresAt viewer { name role } errors { message } }";
  const early = 60000; // milliseconds before its end at which a token is renewed
  const again = 5000; // milliseconds after which it is tried again
  const tabs = new BroadcastChannel("siems-session"); // what the dashboard's tabs tell each other
  let token = null;
  let endsAt = 0;
  let renewal = null;
  let renewing = null;
  let tell = () => {};

  const ask = async (query, variables = {}) => {
    const headers = { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const answer = await plainFetch(endpoint, { method: "POST", headers, body: JSON.stringify({ query, variables }) });
    return answer.json();
  };
  const take = (answer, name) => {
    const payload = (answer.data && answer.data[name]) || null;
    const errors = (payload && payload.errors.length ? payload.errors : answer.errors) || [];
    token = payload && payload.accessToken;
    clearTimeout(renewal);
    if (token) {
      endsAt = Date.parse(payload.expiresAt);
      renewal = setTimeout(renew, Math.max(again, endsAt - Date.now() - early));
    }
    tell(token ? payload.viewer : null);
    return token ? null : errors[0] ? errors[0].message : "There was no answer.";
  };
  // One renewal at a time. Where it is not known whether the session is over, it is tried again; the token lasts meanwhile.
  const renew = () => {
    const later = (problem) => {
      clearTimeout(renewal);
      renewal = setTimeout(renew, again);
      return problem;
    };
    renewing = renewing || ask(`mutation { refreshSession(input: {}) ${session} }`)
      .then((answer) => {
        const known = token === null || (answer.data && answer.data.refreshSession);
        return known ? take(answer, "refreshSession") : later("The session could not be renewed.");
      })
      .catch((problem) => later(String(problem)))
      .finally(() => { renewing = null; });
    return renewing;
  };
  const stale = () => token !== null && Date.now() > endsAt - early / 2;
  const renewIfStale = async () => { if (stale()) await renew(); };
  const signIn = async (email, password) => {
    const query = `mutation ($input: LoginInput!) { login(input: $input) ${session} }`;
    const problem = take(await ask(query, { input: { email, password, useCookie: true } }), "login");
    if (problem === null) tabs.postMessage("signed-in");
    return problem;
  };
  const signOut = async () => {
    await ask("mutation { logout(input: {}) { errors { message } } }");
    take({}, "logout");
    tabs.postMessage("signed-out");
  };
  tabs.onmessage = ({ data }) => { if (data === "signed-in") renew(); else take({}, "logout"); };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") renewIfStale(); });

  // GraphiQL asks through here, and what it asks carries the token unless its header editor says another.
  window.fetch = async (resource, options = {}) => {
    const headers = new Headers(options.headers);
    const ours = String(resource).split(/[?#]/)[0] === endpoint;
    if (ours) await renewIfStale();
    if (ours && token && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    return plainFetch(resource, { ...options, headers });
  };
  // What a subscription says when it connects; read anew each time.
  const connectionParams = { get authorization() { return token ? `Bearer ${token}` : undefined; } };
  const askFresh = async (query, variables) => {
    await renewIfStale();
    return ask(query, variables);
  };
  return { ask: askFresh, renew, signIn, signOut, connectionParams, whenChanged: (listener) => { tell = listener; } };
})();
