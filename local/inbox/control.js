// The control API under /_local/.

/** @returns {Promise<any>} the answer's JSON; throws an Error with the answer's message. */
export async function call(path, body) {
  const response = await fetch(`/_local/${path}`, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  });
  const text = await response.text();
  let answer;
  try {
    answer = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Error(`/_local/${path} answered ${response.status} without JSON`);
  }
  if (!response.ok) throw new Error(answer.message ?? `/_local/${path} answered ${response.status}`);
  return answer;
}

/** Newest first. Messages of one moment keep the order in which they were sent. */
export async function readMessages(limit) {
  const answer = await call(`messages?limit=${limit}`);
  const messages = (Array.isArray(answer) ? answer : (answer.messages ?? [])).slice(-limit);
  return messages
    .map((message, at) => ({ ...message, at }))
    .sort((left, right) => right.time.localeCompare(left.time) || right.at - left.at);
}
