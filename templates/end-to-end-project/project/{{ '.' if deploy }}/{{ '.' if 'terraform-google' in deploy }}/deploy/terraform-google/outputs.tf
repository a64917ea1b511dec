output "repository" {
  description = "Where the image is pushed"
  value       = local.repository
}

output "address" {
  description = "Where the service answers"
  value       = google_cloud_run_v2_service.service.uri
}
