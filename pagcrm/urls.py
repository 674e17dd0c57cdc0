"""All routes: the product's own, sign-in, admin, health."""

from django.contrib import admin
from django.urls import include, path

from pagcrm.health import healthz

handler403 = "pagcrm.errors.forbidden"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("advocacy.urls")),
]
