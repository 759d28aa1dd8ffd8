-- Stands in for Jicofo, Jitsi's conference focus, as far as a call of two without a bridge needs it: lib-jitsi-meet asks the
-- focus for the conference and joins the room once it is told that it is ready. The two then agree on P2P by themselves.
local st = require "util.stanza";

local xmlns_focus = "http://jitsi.org/protocol/focus";

module:depends("disco");

module:hook("iq-set/host/" .. xmlns_focus .. ":conference", function (event)
    local asked = event.stanza:get_child("conference", xmlns_focus);
    local answer = st.reply(event.stanza)
        :tag("conference", { xmlns = xmlns_focus, room = asked.attr.room, ready = "true", focusjid = "focus@" .. module.host })
        :tag("property", { name = "authentication", value = "false" });
    event.origin.send(answer);
    return true;
end);
