// Loads confmeter's script into every call, beside the analytics scripts that are there already.
config.analytics = config.analytics || {};
config.analytics.scriptURLs = (config.analytics.scriptURLs || []).concat('/confmeter/client.js');
