// Puts the page together.
import * as address from './net/address.js';
import * as api from './net/http_api.js';
import {PendingCommands} from './net/pending_commands.js';
import {RelayConnection} from './net/relay_connection.js';
import {connectionWords} from './state/connection_words.js';
import {Replay} from './state/replay.js';
import {Store} from './state/store.js';
import {button, byId, element, setText} from './ui/dom.js';
import {offerExports} from './ui/export.js';
import {Theme} from './ui/theme.js';
import {AuditView} from './views/audit_view.js';
import {CiphertextView} from './views/ciphertext_view.js';
import {ControlsView} from './views/controls_view.js';
import {CurvesView} from './views/curves_view.js';
import {DelayView} from './views/delay_view.js';
import {FrontierView} from './views/frontier_view.js';
import {GuessesView} from './views/guesses_view.js';
import {MessagesView} from './views/messages_view.js';
import {NoticesView} from './views/notices_view.js';
import {SensitivityView} from './views/sensitivity_view.js';
import {SessionsView} from './views/sessions_view.js';
import {TaskView} from './views/task_view.js';
import {Tour} from './views/tour.js';
import {VerdictView} from './views/verdict_view.js';
import {WireView} from './views/wire_view.js';

const kWriteMs = 250;

const store = new Store();
let place = address.read(location.hash);
store.view = place.view;

const theme = new Theme(() => store.touch('run'));
const connection = new RelayConnection(store, {
  error: (text) => controls.error(text),
  answered: (result) => commands.answered(result),
  noticed: (notice) => controls.noticed(notice),
  lost: () => commands.lost(),
  over: (session) => seeRecorded(session),
  badToken: () => {
    place.token = '';
    controls.badToken = true;
    note();
  },
});
const commands = new PendingCommands((command) => connection.send(command));
/** A session that is over tells nothing more; what was recorded of it can still be seen. */
const seeRecorded = (/** @type {string} */ session) => {
  if (!replay.active) replay.enter(session, Infinity);
};
/** @type {PendingCommands['give']} */
const command = (order, told) => commands.give(order, told);
const controls = new ControlsView(store, command, (token) => {
  place.token = token;
  controls.badToken = false;
  note();
  connection.attach(place.session, token);
});
new TaskView(store);
const curves = new CurvesView(store, theme);
new VerdictView(store, theme);
new WireView(store);
new FrontierView(store, theme);
new GuessesView(store);
new AuditView(store, theme);
new CiphertextView(store, theme);
new SensitivityView(store, theme);
new MessagesView(store, theme, command);
new NoticesView(store);
new DelayView(store);
new Tour(store);
offerExports(store, theme, () => curves.plot?.ctx.canvas);

const replay = new Replay(store, {
  entered: () => connection.show(false),
  left: () => {
    connection.show(true);
    showConnection();
    note();
  },
  moved: () => note(),
  error: (text) => controls.error(text),
});
new SessionsView(store, {
  attach: (session) => {
    // Another session has another operator's token.
    if (session !== place.session) place.token = '';
    place.session = session;
    store.setView({zoom: null});
    replay.leave();
    connection.attach(session, place.token);
    note();
  },
  replay: (session) => replay.enter(session, null),
});

// ---- The address ----

let writing = 0;
/** Keeps the address up to date, not too often: browsers limit it. */
function note() {
  clearTimeout(writing);
  writing = window.setTimeout(() => {
    Object.assign(place, {view: store.view, replay: replay.session, at: replay.active ? replay.at : null});
    history.replaceState(null, '', location.pathname + address.write(place));
    byId('watch-link', HTMLAnchorElement).href = location.pathname + (address.write({...place, token: ''}) || '#');
  }, kWriteMs);
}
store.on(['view'], note);
window.addEventListener('hashchange', () => go(address.read(location.hash)));

/** @param {address.Place} next */
async function go(next) {
  place = next;
  const {replay: recorded, at} = next;
  store.setView(next.view);
  if (!next.session) next.session = await firstSession();
  if (place !== next) return;
  if (connection.session !== place.session || connection.token !== place.token) connection.attach(place.session, place.token);
  if (recorded) await replay.enter(recorded, at);
  else replay.leave();
}

/** The one that is running, or the only one there is. */
async function firstSession() {
  try {
    const {sessions} = await api.sessions();
    return (sessions.find((session) => session.state === 'running') ?? sessions[0])?.session ?? 'live';
  } catch {
    return 'live';
  }
}

// ---- The connection, in words ----

function showConnection() {
  const {shown, says, wait} = connectionWords({
    state: store.connection,
    text: store.connectionText,
    session: connection.session,
    recorded: store.run.recorded ? store.run.session : '',
    retryInMs: connection.retryAt - performance.now(),
  });
  element('connection').dataset.state = shown;
  setText(element('connection-says'), says);
  setText(element('connection-wait'), wait);
}
store.on(['connection', 'run'], showConnection);
// Behind the record of a session that is over there is nothing live to go back to.
store.on(['connection', 'run'], () => {
  button('replay-leave').hidden = store.connection === 'finished' && !connection.live.series.last;
});
setInterval(() => {
  if (store.connection === 'lost' && !document.hidden) showConnection();
}, 1000);

go(place);
