output "repository" {
  description = "Where the image is pushed"
  value       = aws_ecr_repository.images.repository_url
}

output "address" {
  description = "Where the service answers"
  value       = "http://${aws_lb.balancer.dns_name}"
}
