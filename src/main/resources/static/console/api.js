// Talks to the API of the service that serves this page. The keys live as long as the browser's tab.

const KEY = 'dromedary.key';
const ADMIN = 'dromedary.admin-key';

export const session = {
  get key() { return sessionStorage.getItem(KEY) || ''; },
  get adminKey() { return sessionStorage.getItem(ADMIN) || ''; },
  enter(key, adminKey) {
    sessionStorage.setItem(KEY, key);
    sessionStorage.setItem(ADMIN, adminKey);
  },
  leave() {
    sessionStorage.removeItem(KEY);
    sessionStorage.removeItem(ADMIN);
  },
};

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `The service answered ${status}`);
    this.status = status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
  }
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return { title: response.statusText };
  }
}

/** Sends a request and returns the JSON of the answer; null for an empty one. */
export async function call(method, path, { body, admin = false, headers = {}, signal } = {}) {
  const response = await fetch(`/v1${path}`, {
    method,
    signal,
    cache: 'no-store',
    headers: {
      Authorization: `Bearer ${admin ? session.adminKey : session.key}`,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) {
    throw new ApiError(response.status, await problemOf(response));
  }
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

export const get = (path, options) => call('GET', path, options);

/** A random name for one wish; also where the page is served without TLS and there is no randomUUID. */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Uploads a file. XMLHttpRequest, because fetch tells nothing of what was sent so far. */
export function upload(file, options, onSent) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/v1/documents');
    request.setRequestHeader('Authorization', `Bearer ${session.key}`);
    request.setRequestHeader('Idempotency-Key', newKey());
    request.upload.onprogress = (event) => onSent(event.loaded / Math.max(event.total, 1));
    request.onload = () => {
      const answer = parsed(request.responseText);
      if (request.status < 300) {
        resolve(answer);
      } else {
        reject(new ApiError(request.status, answer));
      }
    };
    request.onerror = () => reject(new ApiError(0, { title: 'The service does not answer' }));
    const form = new FormData();
    Object.entries(options).filter(([, value]) => value).forEach(([name, value]) => form.append(name, value));
    form.append('document', file);
    request.send(form);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Follows a job by its events until it is over; EventSource cannot send a key. */
export async function follow(jobId, onEvent, signal) {
  let last = '';
  while (!signal.aborted) {
    try {
      const response = await fetch(`/v1/jobs/${jobId}/events`, {
        signal,
        headers: { Authorization: `Bearer ${session.key}`, ...(last && { 'Last-Event-ID': last }) },
      });
      if (response.status === 204) {
        return;
      }
      if (!response.ok) {
        throw new ApiError(response.status, await problemOf(response));
      }
      last = await readEvents(response.body, onEvent, last);
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && error.status < 500)) {
        return;
      }
    }
    await new Promise((resume) => setTimeout(resume, 2000));
  }
}

async function readEvents(body, onEvent, last) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let id = last;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return id;
    }
    text += value;
    const frames = text.split('\n\n');
    text = frames.pop();
    for (const frame of frames) {
      const fields = Object.fromEntries(frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
      id = fields.id || id;
      if (fields.data) {
        onEvent(fields.event, JSON.parse(fields.data));
      }
    }
  }
}
