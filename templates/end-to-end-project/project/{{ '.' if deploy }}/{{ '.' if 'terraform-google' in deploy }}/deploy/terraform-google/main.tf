# Artifact Registry holds the image, Cloud Run runs it.

terraform {
  required_version = ">= 1.7"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.0, < 8.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

resource "google_project_service" "used" {
  for_each           = toset(["artifactregistry.googleapis.com", "run.googleapis.com"])
  service            = each.key
  disable_on_destroy = false
}

resource "google_artifact_registry_repository" "images" {
  repository_id = var.name
  location      = var.region
  format        = "DOCKER"
  depends_on    = [google_project_service.used]
}

# What the container may do in the project: nothing.
resource "google_service_account" "service" {
  account_id = "${var.name}-serve"
}

resource "google_cloud_run_v2_service" "service" {
  name                = var.name
  location            = var.region
  deletion_protection = false # or `terraform destroy` is refused

  template {
    service_account                  = google_service_account.service.email
    timeout                          = "30s"
    max_instance_request_concurrency = 80

    scaling {
      max_instance_count = 2 # the most that a rush of requests can start, and so cost
    }

    containers {
      image = "${local.repository}/service:${var.tag}"

      ports {
        container_port = 8000 # Cloud Run passes it on as PORT
      }

      dynamic "env" {
        for_each = merge({ LOG_DIR = "" }, var.environment) # the disk is memory: nothing is logged
        content {
          name  = env.key
          value = env.value
        }
      }

      resources {
        limits = { cpu = "1", memory = "512Mi" }
      }

      startup_probe {
        period_seconds    = 2
        failure_threshold = 30
        http_get {
          path = "/ready"
        }
      }

      liveness_probe {
        http_get {
          path = "/health"
        }
      }
    }
  }

  depends_on = [google_project_service.used]
}

# Anyone may ask.
resource "google_cloud_run_v2_service_iam_member" "anyone" {
  name     = google_cloud_run_v2_service.service.name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}

locals {
  repository = "${var.region}-docker.pkg.dev/${var.project}/${google_artifact_registry_repository.images.repository_id}"
}
