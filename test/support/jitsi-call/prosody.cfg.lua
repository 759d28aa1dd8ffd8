-- The XMPP server of a Jitsi call on loopback, for Prosody 0.12 and later. start-prosody.ts sets CALL_*.
local modules = assert(os.getenv("CALL_MODULES"));
local data = assert(os.getenv("CALL_DATA"));

run_as_root = true
data_path = data
pidfile = data .. "/prosody.pid"
plugin_paths = { modules }
storage = "memory"
log = { { levels = { min = "info" }, to = "console" } }

-- Nothing but WebSocket and BOSH, in the clear: the pages are on the same machine.
interfaces = { "127.0.0.1" }
c2s_ports = {}
c2s_direct_tls_ports = {}
s2s_ports = {}
s2s_direct_tls_ports = {}
https_ports = {}
http_ports = { tonumber(assert(os.getenv("CALL_PORT"))) }
http_interfaces = { "127.0.0.1" }
http_default_host = "localhost"
cross_domain_bosh = true
cross_domain_websocket = true
consider_bosh_secure = true
consider_websocket_secure = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true

modules_enabled = { "saslauth", "disco", "ping", "bosh", "websocket", "smacks" }
modules_disabled = { "s2s", "tls", "offline" }

VirtualHost "localhost"
    authentication = "anonymous"

Component "conference.localhost" "muc"
    muc_room_locking = false
    muc_room_default_public_jids = true

Component "focus.localhost" "standin_focus"
