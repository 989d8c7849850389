import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/** A real OpenSearch node, made of settings (name=value) and plugins (class names). */
public final class LoneNode extends Node {
    private LoneNode(Environment environment, List<Class<? extends Plugin>> plugins) {
        super(environment, plugins, true);
    }

    public static void main(String[] stated) throws Exception {
        Settings.Builder settings = Settings.builder();
        List<Class<? extends Plugin>> plugins = new ArrayList<>();
        for (String each : stated) {
            int sign = each.indexOf('=');
            if (sign < 0) {
                plugins.add(Class.forName(each).asSubclass(Plugin.class));
            } else {
                settings.put(each.substring(0, sign), each.substring(sign + 1));
            }
        }
        Environment environment = InternalSettingsPreparer.prepareEnvironment(
            settings.build(), Map.of(), null, () -> "lone");
        new LoneNode(environment, plugins).start();
        while (System.in.read() >= 0) { // whoever started it is there
            continue;
        }
        Runtime.getRuntime().halt(0);
    }
}
