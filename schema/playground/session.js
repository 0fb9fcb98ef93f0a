// Who is signed in on this page: the access token in memory, the refresh token in a cookie that no script can read.
window.siems = (() => {
  const endpoint = location.href.split(/[?#]/)[0];
  const plainFetch = window.fetch.bind(window);
  const session = "{ accessToken expiresAt viewer { name role } errors { message } }";
  let token = null;
  let renewal = null;
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
    if (token) renewal = setTimeout(renew, Math.max(5000, new Date(payload.expiresAt) - Date.now() - 60000));
    tell(token ? payload.viewer : null);
    return token ? null : errors[0] ? errors[0].message : "There was no answer.";
  };
  const renew = async () => take(await ask(`mutation { refreshSession(input: {}) ${session} }`), "refreshSession");
  const signIn = async (email, password) => {
    const query = `mutation ($input: LoginInput!) { login(input: $input) ${session} }`;
    return take(await ask(query, { input: { email, password, useCookie: true } }), "login");
  };
  const signOut = async () => {
    await ask("mutation { logout(input: {}) { errors { message } } }");
    take({}, "logout");
  };

  // GraphiQL asks through here, and what it asks carries the token unless its header editor says another.
  window.fetch = (resource, options = {}) => {
    const headers = new Headers(options.headers);
    const ours = String(resource).split(/[?#]/)[0] === endpoint;
    if (ours && token && !headers.has("authorization")) headers.set("authorization", `Bearer ${token}`);
    return plainFetch(resource, { ...options, headers });
  };
  // What a subscription says when it connects; read anew each time.
  const connectionParams = { get authorization() { return token ? `Bearer ${token}` : undefined; } };
  return { ask, renew, signIn, signOut, connectionParams, whenChanged: (listener) => { tell = listener; } };
})();
