"""The route that Prometheus asks."""

from flask import Blueprint, Response, request
from prometheus_client.exposition import choose_encoder

from service.metrics import Exposition, GetStatus, Metrics
from service.parameters import NoParameters, read_parameters
from service.responses import fresh_for

METRICS = "/metrics"


def metrics_route(metrics: Metrics, get_status: GetStatus) -> Blueprint:
    """The route that tells these metrics."""
    routes = Blueprint("metrics", __name__)
    exposition = Exposition(metrics, get_status)

    def tell() -> Response:
        read_parameters(NoParameters, request.args.items(multi=True))
        encode, media_type = choose_encoder(request.headers.get("Accept", ""))
        return fresh_for(0, Response(encode(exposition), content_type=media_type))

    routes.add_url_rule(METRICS, "metrics", tell)
    return routes
