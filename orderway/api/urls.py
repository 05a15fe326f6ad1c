"""The API's addresses. The order matters: `orders/batch` stands before `orders/{shop}/{external_id}`."""

from django.urls import path

from orderway.api.docs import TABLE, page
from orderway.web.openapi_route import urlpatterns_of

urlpatterns = [path("api/v1/docs", page, name="api_docs"), *urlpatterns_of(TABLE)]
