"""Settings with which production starts: every test of a refusal changes one of them."""

PRODUCTION = {
    "CLUESO_ENV": "production",
    "SECRET_KEY": "kT9_vQ2mXw7LrB4hZc6NfJ1sYpG8dAeU",
    "DATABASE_URL": "postgresql://clueso:n5Wq8Rt2@db.internal/clueso",
    "REDIS_URL": "rediss://:b7Yx4Mk9@redis.internal:6379/0",
    "STORAGE": "s3",
    "S3_BUCKET": "recordings",
    "CLERK_ISSUER": "https://clerk.example.com",
    "CLERK_PUBLISHABLE_KEY": "pk_live_Y2xlcmsuZXhhbXBsZS5jb20k",
    "CLERK_AUTHORIZED_PARTIES": "https://app.example.com",
    "TRANSCRIBER": "sphinx",
    "WRITER": "extractive",
    "OPS_PASSWORD": "h3Vd0-Lq6Zr_Tn8Xu",
    "CLERK_WEBHOOK_SECRET": "whsec_pQ7xJ2vKc9RnW4tYb6MzL1sDf8GhE3aU",
}
