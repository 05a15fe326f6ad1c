"""Django's settings. What an operator may set comes from the environment and is listed in docs/running.md."""

from orderway.project import discovery, environment, keys

DATA_FOLDER = environment.data_folder()
SECRET_KEY = keys.kept_key(DATA_FOLDER, *keys.SECRET_KEY)
SECRET_KEY_FALLBACKS = environment.words("ORDERWAY_SECRET_KEY_OLD")
# Keys the hashes by which a phone is found; must stay the same for as long as the personal data is kept.
PERSONAL_DATA_KEY = keys.kept_key(DATA_FOLDER, *keys.PERSONAL_DATA_KEY)
DEBUG = environment.flag("ORDERWAY_DEBUG")
PRACTICE = environment.flag("ORDERWAY_PRACTICE")
ALLOWED_HOSTS = environment.words("ORDERWAY_HOSTS") or ["localhost", "127.0.0.1", "[::1]", "testserver"]
# Hosts of the own network that shops' platforms may stand on; all others must be on the public network.
INSIDE_HOSTS = environment.words("ORDERWAY_INSIDE_HOSTS")
CSRF_TRUSTED_ORIGINS = environment.words("ORDERWAY_ORIGINS")

SCHEMA = environment.schema()
DATABASES = {
    "default": {
        **environment.django_database(environment.database_url(), f"{SCHEMA},public"),
        # One connection a web thread, kept and checked before use: simpler than a pool.
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    },
    "jobs": environment.django_database(environment.database_url(), "public"),
}
DATABASE_ROUTERS = ["orderway.project.routing.SchemaRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "axes",
    "django_htmx",
    "orderway.records",
]
AUTH_USER_MODEL = "records.User"

MIDDLEWARE = [
    # Machines' requests are answered before sessions, locale and page headers.
    *(["orderway.web.middleware_api.short_way"] if discovery.has("orderway.web.middleware_api") else []),
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "orderway.project.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # What our own packages add: a module `middleware.py` with a function `middleware`.
    *(f"{module}.middleware" for module in discovery.modules("middleware")),
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "orderway.project.urls"
WSGI_APPLICATION = "orderway.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": discovery.folders("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                # A module `context.py` with a function `context`.
                *(f"{module}.context" for module in discovery.modules("context")),
            ],
            "libraries": discovery.tag_libraries(),
        },
    }
]

AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = discovery.folders("locale") + [discovery.PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "orderway_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATICFILES_DIRS = discovery.folders("static")
STATIC_ROOT = None  # nothing is collected
# Served straight from the packages: nothing to collect, nothing to build.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600

HTTPS = environment.flag("ORDERWAY_HTTPS")
SECURE_SSL_REDIRECT = False  # the proxy in front of us does that
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "orderway_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_NAME = "orderway_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"

UPLOAD_BYTES_MAX = 32 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_BYTES_MAX
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
APPEND_SLASH = False

_mail = environment.mail()
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"]
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _mail["EMAIL_USE_TLS"]
EMAIL_USE_SSL = _mail["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL = _mail["DEFAULT_FROM_EMAIL"]

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_IMPORT_PATHS = discovery.modules("tasks")
PALETTE_SOURCES = ["orderway.console.palette.orders", "orderway.console.palette.actions"]
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "axes.W003"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "orderway": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "procrastinate": {"level": "WARNING"},
    },
}
