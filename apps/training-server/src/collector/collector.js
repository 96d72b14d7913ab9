/*!
 * Bellwether collector. <script async src="…/collect.js" data-key="bwc_…"></script>
 * bellwether('consent', true) · ('track', 'add_to_cart', { productId }) · ('impressions', 'list-1', ['sku-1', 'sku-2'], { placement }) · ('identify', 'customer-1')
 * Before consent nothing is stored in the browser and nothing is sent. Served as it stands: no build step, no dependency.
 */
(function (w, d, n) {
  var script = d.currentScript;
  if (!script || (w.bellwether && w.bellwether.on)) return;
  var data = script.dataset, url = new URL('/collect', script.src).href + '?k=' + encodeURIComponent(data.key || '');
  var IDLE = 18e5, MOST = 500, CALL = 50, ORPHAN = 3e4;
  var tab = uid(), queue = [], early = [], granted = false, timer = 0, sending = false, failures = 0;

  function uid() {
    var c = w.crypto;
    if (c.randomUUID) return c.randomUUID();
    // pages without TLS have no randomUUID
    return Array.prototype.map.call(c.getRandomValues(new Uint8Array(16)), function (b) { return (b + 256).toString(16).slice(1); }).join('');
  }
  /** Private windows and full disks refuse: the page must not notice. */
  function get(key) { try { return JSON.parse(w.localStorage.getItem('bw_' + key)); } catch (e) { return null; } }
  function set(key, value) { try { w.localStorage.setItem('bw_' + key, JSON.stringify(value)); } catch (e) { /* kept in memory alone */ } }
  function drop(key) { try { w.localStorage.removeItem('bw_' + key); } catch (e) { /* nothing to drop */ } }
  function keys() { try { return Object.keys(w.localStorage).filter(function (k) { return k.indexOf('bw_q') === 0; }).map(function (k) { return k.slice(3); }); } catch (e) { return []; } }
  function keep() { if (queue.length) set('q' + tab, { at: Date.now(), events: queue }); else drop('q' + tab); }

  function visitor() { var id = get('id'); if (!id) set('id', (id = uid())); return id; }
  /** Ends after half an hour without an event. */
  function session() {
    var s = get('s'), now = Date.now();
    if (!s || now - s.at > IDLE) s = { id: uid(), from: origin() };
    s.at = now;
    set('s', s);
    return s;
  }
  function origin() {
    var campaign = new URLSearchParams(w.location.search).get('utm_source');
    if (campaign) return campaign.slice(0, 200);
    try { var host = new URL(d.referrer).host; return host === w.location.host ? undefined : host; } catch (e) { return undefined; }
  }
  var device = function () { return w.innerWidth < 768 ? 'phone' : w.innerWidth < 1024 ? 'tablet' : 'desktop'; };

  function add(event) {
    event.eventId = uid();
    event.eventTime = new Date().toISOString();
    if (!granted) { if (early.push(event) > CALL) early.shift(); return; }
    put(event);
  }
  function put(event) {
    var s = session(), customer = get('c');
    event.sessionId = s.id;
    event.anonymousId = visitor();
    if (event.customerId) set('c', event.customerId);
    else if (customer) event.customerId = customer;
    if (event.entity === 'session_event') {
      event.device = device();
      if (s.from) event.source = s.from;
    }
    queue.push(event);
    if (queue.length > MOST) queue.shift();
    keep();
    later(queue.length >= CALL ? 0 : 2e3);
  }
  function track(kind, fields) { add(Object.assign({ entity: 'session_event', kind: kind, page: w.location.pathname }, fields)); }

  function later(ms) { if (!timer) timer = w.setTimeout(function () { timer = 0; send(); }, ms); }
  function body(events) { return JSON.stringify({ sentAt: Date.now(), events: events }); }

  /** What is sent stays in the queue until the server has it; the same event twice counts once there. */
  function send() {
    if (!granted || sending || !queue.length || n.onLine === false) return;
    var events = queue.slice(0, CALL);
    sending = true;
    w.fetch(url, { method: 'POST', body: body(events), keepalive: true, credentials: 'omit', headers: { 'content-type': 'text/plain' } }).then(
      function (r) { return r.ok || (r.status < 500 && r.status !== 429); },
      function () { return false; }
    ).then(function (settled) {
      sending = false;
      failures = settled ? 0 : failures + 1;
      if (settled) queue = queue.filter(function (e) { return events.indexOf(e) < 0; });
      if (granted) keep();
      if (queue.length) later(settled ? 0 : Math.min(3e5, 2e3 * Math.pow(2, failures)));
    });
  }
  /** The page may go: a beacon outlives it. It tells nothing of its fate, so its events stay for the next page. */
  function hide() {
    if (granted && queue.length && n.sendBeacon && n.onLine !== false) n.sendBeacon(url, new Blob([body(queue.slice(0, CALL))], { type: 'text/plain' }));
  }
  /** What other pages left behind. */
  function adopt() {
    keys().forEach(function (key) {
      var q = get(key);
      if (key === 'q' + tab || !q || Date.now() - q.at < ORPHAN) return;
      drop(key);
      queue = queue.concat(q.events).slice(-MOST);
    });
    keep();
    if (queue.length) later(0);
  }

  function consent(yes) {
    if (yes && !granted) {
      granted = true;
      set('ok', 1);
      adopt();
      early.splice(0).forEach(put);
    } else if (!yes) {
      granted = false;
      early = [];
      queue = [];
      ['id', 's', 'c', 'ok'].concat(keys()).forEach(drop);
    }
  }

  var commands = {
    consent: consent,
    track: track,
    page: function (fields) { track('view', fields); },
    impressions: function (listId, products, fields) {
      products.forEach(function (p, i) { add(Object.assign({ entity: 'impression', listId: listId, productId: p, position: i + 1 }, fields)); });
    },
    /** From here on events carry both ids: what the device did before counts as this customer's. */
    identify: function (customerId) { track('click', { step: 'identify', customerId: String(customerId) }); }
  };
  function run(args) { var c = commands[args[0]]; if (c) c.apply(null, Array.prototype.slice.call(args, 1)); }

  var waiting = (w.bellwether && w.bellwether.q) || [];
  w.bellwether = function () { run(arguments); };
  w.bellwether.on = true;
  d.addEventListener('visibilitychange', function () { if (d.visibilityState === 'hidden') hide(); });
  w.addEventListener('pagehide', hide);
  w.addEventListener('online', function () { failures = 0; adopt(); later(0); });

  if (data.views !== 'off') {
    track('view');
    // pages that change without loading
    var push = w.history.pushState, path = w.location.pathname;
    var moved = function () { if (path !== w.location.pathname) { path = w.location.pathname; track('view'); } };
    w.history.pushState = function () { push.apply(w.history, arguments); moved(); };
    w.addEventListener('popstate', moved);
  }
  if (get('ok') || (data.consent === 'granted' && !n.globalPrivacyControl)) consent(true);
  waiting.forEach(run);
})(window, document, navigator);
